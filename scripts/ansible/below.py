"""Ansible connection to a root file system in a folder: the host's name is the folder. ansible-core has none."""

import shlex

from ansible.plugins.connection.local import Connection as LocalConnection

DOCUMENTATION = """
name: below
short_description: Work on a root file system below a folder
author: agent-fleet
description: The name of the host is the folder.
"""


class Connection(LocalConnection):
    transport = "below"

    @property
    def _root(self):
        return self._play_context.remote_addr

    def exec_command(self, cmd, in_data=None, sudoable=True):
        command = f"chroot {shlex.quote(self._root)} /bin/sh -c {shlex.quote(cmd)}"
        return super().exec_command(command, in_data=in_data, sudoable=sudoable)

    def put_file(self, in_path, out_path):
        return super().put_file(in_path, self._root + out_path)

    def fetch_file(self, in_path, out_path):
        return super().fetch_file(self._root + in_path, out_path)
