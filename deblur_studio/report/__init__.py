"""A report about photos that were fixed: one HTML file that needs nothing else. No Qt.

`chapters` looks at photos and their results, `pictures` encodes what is shown, `page` writes the HTML.
"""

from deblur_studio.report.content import Chapter
from deblur_studio.report.page import page

__all__ = ["Chapter", "page"]
