"""Many photos, one after the other, with the settings of the single view. No Qt, no torch at import.

`jobs` finds photos and plans what each becomes, `runner` works through them, `journal` survives a power cut,
`watching` takes photos as they come into a folder.
"""

from deblur_studio.queue.jobs import Job
from deblur_studio.queue.runner import QueueRunner
from deblur_studio.queue.settings import Existing, QueueSettings

__all__ = ["Existing", "Job", "QueueRunner", "QueueSettings"]
