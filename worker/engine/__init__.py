"""The engine: a process of its own that holds the models warm and aligns one job at a time, over pipes.

torch and CTranslate2 do not survive a fork, and the processes of Celery's pool may have no children made by
`multiprocessing`; neither they nor anything they import loads either library.
"""
