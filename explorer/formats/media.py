"""Content parts of media, from one provider's form into another's."""

from __future__ import annotations

from typing import Any

from explorer.conversation import Conversation, Media, Turn
from explorer.formats.values import parsed

_REFERENCES = ("url", "path", "image", "audio", "video", "uri", "fileUri", "file_uri", "data", "file_id")
_PLURAL = {"image": "images", "video": "videos", "audio": "audios"}


def part_of(media: Media) -> dict[str, Any]:
    """The content part as it stood in the source."""
    held = parsed(media.part)
    return held if isinstance(held, dict) else {"type": media.kind}


def reference_of(part: dict[str, Any]) -> str:
    """Where the media is: an address, a path, or a data URL that holds it; "" where the part says neither."""
    for key in ("image_url", "audio_url", "video_url"):
        held = part.get(key)
        if isinstance(held, str):
            return held
        if isinstance(held, dict) and isinstance(held.get("url"), str):
            return held["url"]
    sound = part.get("input_audio")
    if isinstance(sound, dict) and isinstance(sound.get("data"), str):
        return f"data:audio/{sound.get('format') or 'wav'};base64,{sound['data']}"
    for key in ("source", "inlineData", "inline_data", "fileData", "file_data"):
        if isinstance(part.get(key), dict) and (found := _source(part[key])):
            return found
    for key in ("image", "audio", "video", "document"):
        held = part.get(key)
        if isinstance(held, dict) and (found := _bedrock(key, held) or reference_of(held)):
            return found
    return next((part[key] for key in _REFERENCES if isinstance(part.get(key), str) and part[key]), "")


def _source(held: dict[str, Any]) -> str:
    """Anthropic's and Gemini's: data with its type, or an address."""
    mime = next((held[key] for key in ("media_type", "mimeType", "mime_type") if isinstance(held.get(key), str)), "")
    if isinstance(held.get("data"), str) and mime:
        return f"data:{mime};base64,{held['data']}"
    return next((held[key] for key in ("url", "fileUri", "file_uri") if isinstance(held.get(key), str)), "")


def _bedrock(kind: str, held: dict[str, Any]) -> str:
    source, form = held.get("source"), held.get("format")
    if not isinstance(source, dict) or not isinstance(form, str):
        return ""
    if isinstance(source.get("bytes"), str):
        return f"data:{kind}/{form};base64,{source['bytes']}"
    place = source.get("s3Location")
    return place["uri"] if isinstance(place, dict) and isinstance(place.get("uri"), str) else ""


def openai_part(media: Media) -> dict[str, Any]:
    """The part in a form that chat completions or their kin know: as it stood where that has a type of theirs."""
    part = part_of(media)
    kind = part.get("type")
    known = isinstance(kind, str) and "source" not in part
    if known:
        return part
    reference = reference_of(part)
    if media.kind == "image" and reference and ("source" in part or not isinstance(part.get("image"), str)):
        return {"type": "image_url", "image_url": {"url": reference}}
    return {"type": media.kind, **part}


def pieces_of(turn: Turn) -> list[str | Media]:
    """The text of a turn cut at its media, empty texts left out.

    Where the text was corrected since and has no placeholder in its place any more, the media come after it.
    """
    pieces: list[str | Media] = []
    late: list[Media] = []
    done = 0
    for media in turn.media:
        if media.at < done or not turn.text.startswith(media.placeholder, media.at):
            late.append(media)
            continue
        pieces += [turn.text[done : media.at], media]
        done = media.at + len(media.placeholder)
    return [piece for piece in [*pieces, turn.text[done:], *late] if piece]


def beside(conversation: Conversation) -> tuple[dict[str, list[Any]], bool]:
    """(media as fields beside the turns, whether some have no such field): attached ones, and those within turns."""
    found = {kind: list(held) for kind, held in conversation.attached.items()}
    left = False
    for turn in conversation.turns:
        for media in turn.media:
            kind = _PLURAL.get(media.kind, "")
            if kind:
                part = part_of(media)
                found.setdefault(kind, []).append(reference_of(part) or part)
            left = left or not kind
    return found, left
