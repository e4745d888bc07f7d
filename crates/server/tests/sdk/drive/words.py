"""What the product says, word for word."""

NO_CREDENTIAL = "The provided username/password or token is not valid. Please try again."
NO_PRIVILEGE = "You do not have the privilege for this operation."
BUILT_IN = "A built-in object cannot be changed."
PROTECTED = "The own account and the last administrator can be neither deleted nor disabled nor demoted."
# Nobody and nothing has this id.
NOBODY = "3f0a6c1e-6f0e-4a61-9a0d-0d8f3e1b7c55"


def wrong_token(scheme):
    return f'The provided token for auth scheme "{scheme}" is either invalid or has expired.'


def unknown(noun, key=NOBODY):
    return f"No such {noun} - {key}."


def taken(noun, what, key):
    return f"{noun} with the same {what} already exists: {key}."
