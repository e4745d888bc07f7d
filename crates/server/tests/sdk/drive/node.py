"""The operations beside the section Auth: versions, the state of the node, what version 9.1 brought."""

from caller import is_, refused, violation
from vcf.operations import model_client as model
from words import NO_CREDENTIAL


def drive(server):
    stranger, admin = server.stranger(), server.admin()

    version = stranger.get_current_version_of_server()
    assert (version.major, version.minor, version.minor_minor) == (9, 0, 0), version
    assert version.release_name == "VCF Operations 9.0.0", version
    is_(stranger.get_supported_application_versions(), {"values": [version]})

    status = stranger.get_node_status()
    assert status.status == "ONLINE", status
    assert status.system_time > 1_700_000_000_000, status

    refused(409, 409, "There is no auth source of type VIDB.", stranger.get_vidb_well_known_url)

    wanted = model.TokenExchangeRequest(service_keys=["ops"])
    violation("serviceKeys[0]", "is not a known value", admin.exchange_ops_token_with_jwt_token, wanted, True)
    refused(401, 401, NO_CREDENTIAL, stranger.exchange_ops_token_with_jwt_token, wanted)
