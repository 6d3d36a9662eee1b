#!/usr/bin/python3
"""What a screen reader knows of a program: asked by a line on standard input, answered by a line of JSON.

list            every named thing: role, name, x, y, width, height
click NAME      the click action of the first button of that name: true if there is one
"""

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402


def enable():
    """Programs tell nothing as long as nobody reads."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    on = GLib.Variant("(ssv)", ("org.a11y.Status", "IsEnabled", GLib.Variant("b", True)))
    bus.call_sync(
        "org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties", "Set", on, None, 0, 10000, None
    )
    Atspi.init()


def things(node, found):
    """Everything below a node, in order."""
    try:
        name, role = node.get_name(), node.get_role_name()
        if name:
            at = node.get_extents(Atspi.CoordType.SCREEN) if role != "application" else None
            place = [at.x, at.y, at.width, at.height] if at else [0, 0, 0, 0]
            found.append((node, {"role": role, "name": name, "place": place}))
        for index in range(node.get_child_count()):
            child = node.get_child_at_index(index)
            if child:
                things(child, found)
    except GLib.Error:
        pass  # It went away while it was asked.


def everything():
    found = []
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        program = desktop.get_child_at_index(index)
        if program:
            program.clear_cache()
            things(program, found)
    return found


def click(name):
    for node, told in everything():
        if told["name"] == name and "button" in told["role"]:
            return bool(node.do_action(0))
    return False


enable()
print(json.dumps("ready"), flush=True)
for line in sys.stdin:
    word, _, rest = line.rstrip("\n").partition(" ")
    answer = click(rest) if word == "click" else [told for _, told in everything()]
    print(json.dumps(answer, ensure_ascii=False), flush=True)
