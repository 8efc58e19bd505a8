"""Where allauth looks for what an app adds to the log-ins that it knows."""

from accounts.sign_on.wecom import WeComProvider

provider_classes = [WeComProvider]
