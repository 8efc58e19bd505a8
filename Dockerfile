# Style, icons and fonts, by the same script as on a developer's machine.
FROM node:22-bookworm AS assets
WORKDIR /src
COPY package.json package-lock.json ./
COPY static/icons.txt static/
COPY scripts/fetch_assets.py scripts/npm_packages.py scripts/
RUN python3 scripts/fetch_assets.py

FROM python:3.12-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
COPY requirements.txt ./
RUN pip install -r requirements.txt
COPY . .
COPY --from=assets /src/static/vendor static/vendor
# the key lives for this one command; COLLECT_STATIC asks for hashed, compressed files
RUN pybabel compile -D "django djangojs" -d locale \
 && SECRET_KEY=for-collectstatic-only COLLECT_STATIC=true python manage.py collectstatic --noinput

# an ordinary user owns only what the product writes; a new named volume takes over this owner
RUN useradd --system --uid 10001 --no-create-home aftersales \
 && install -d -o aftersales -g aftersales /var/lib/aftersales /var/lib/aftersales/media /var/lib/aftersales/beat \
    /var/lib/aftersales/backups /var/lib/aftersales/ledger
ENV MEDIA_ROOT=/var/lib/aftersales/media
USER aftersales
EXPOSE 8000
CMD ["gunicorn", "aftersales.wsgi", "-b", "0.0.0.0:8000", "-k", "gthread", "-w", "2", "--threads", "8", "--no-control-socket"]
