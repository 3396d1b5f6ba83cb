"""Give a paper away as a file."""

from flask import Response

from wowcrm.documents.models import Document


def hand_over(document: Document) -> Response:
    """Answer with the paper as PDF, to look at or to keep."""
    # The library that draws it weighs 25 MB: it is not brought in before somebody asks.
    from wowcrm.documents.press import as_pdf

    answer = Response(as_pdf(document), mimetype="application/pdf")
    name = f"{document.kind}-{document.year}-{document.number:03d}-v{document.version}.pdf"
    answer.headers.set("Content-Disposition", "inline", filename=name)
    return answer
