"""Services of the operating system: whole files, processes that end with their parent, logs, cores."""
