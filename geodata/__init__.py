"""Where: places, their names and areas. A leaf that knows nothing of the tracker."""
