"""A password hasher as the product's, which counts how often it reckons."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class CountingHasher(PBKDF2PasswordHasher):
    """PBKDF2; `rounds` are those of all hashes that were reckoned since somebody set it to 0."""

    algorithm = "counted"
    rounds = 0

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        CountingHasher.rounds += iterations or self.iterations
        return super().encode(password, salt, iterations)
