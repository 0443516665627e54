"""What a provider's answer means, in the words of the recorded conversations."""

from waypost.messages.providers import Accepted, Doubtful, Refused, SendAnswer


def meaning(answer: SendAnswer) -> str:
    """Return an answer as one line."""
    match answer:
        case Accepted(provider_id=provider_id):
            return f"accepted {provider_id}".strip()
        case Refused(kind=kind, retry_after_s=None):
            return f"refused {kind}"
        case Refused(kind=kind, retry_after_s=seconds):
            return f"refused {kind} in {seconds}"
        case Doubtful(code=code):
            return f"doubtful {code}"
