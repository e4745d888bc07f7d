def drive(server, host, port):
    pass
