"""Drives every operation of the section Auth by the vendor's own client, and says of each call how it was answered.

    python drive BASE [LDAP_HOST PORT TLS_PORT]

BASE is where `/suite-api` is. The others say where a directory server with the people of the tests is; without them,
the auth sources are left out. The first administrator's password stands in PROVISOR_ADMIN_PASSWORD.
"""

import os
import sys

import groups
import life
import node
import permissions
import roles
import scopes
import sources
import tokens
import users
from caller import Server


def main(base, *directory):
    server = Server(base, os.environ["PROVISOR_ADMIN_PASSWORD"])
    for part in (node, tokens, users, groups, roles, scopes, permissions, life):
        part.drive(server)
    if directory:
        sources.drive(server, sources.Directory(*directory))


main(*sys.argv[1:])
