"""The project's tests. A package, and no mere folder: pycaption installs a package of this name, which would come first."""
