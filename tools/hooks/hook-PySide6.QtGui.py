"""PyInstaller's own hook for QtGui, without the plug-ins that a window on a desktop does not use.

Left out before their libraries are looked for, so that no GTK, QML or database comes along.
"""

from PyInstaller.utils.hooks.qt import add_qt6_dependencies

UNUSED_KINDS = (
    "egldeviceintegrations",  # screens without a window system
    "generic",
    "networkinformation",
    "tls",
    "vectorimageformats",
    "wayland-graphics-integration-server",  # for those who write a window system
)
UNUSED = (
    "qgtk3",  # would bring GTK of the building machine; the desktop portal tells dark from light as well
    "qpdf",
    "qtvirtualkeyboardplugin",  # needs QML; ibus and fcitx, with which Korean is typed, stay
    "qeglfs",
    "qlinuxfb",
    "qminimalegl",
    "qvkkhrdisplay",
    "qvnc",
)


def used(plugin):
    """Whether a (file, folder) of the built-in hook is to be collected."""
    file, folder = (part.replace("\\", "/") for part in plugin)
    name = file.rpartition("/")[2].removeprefix("lib").partition(".")[0]
    return not folder.endswith(UNUSED_KINDS) and name not in UNUSED


hiddenimports, binaries, datas = add_qt6_dependencies(__file__)
binaries = [plugin for plugin in binaries if used(plugin)]
