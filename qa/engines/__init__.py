"""The engines.

If the package openvino_telemetry is installed, as pip does, importing OpenVINO reports to Google. An empty module in
its place prevents that.
"""

import sys
from types import ModuleType

sys.modules.setdefault("openvino_telemetry", ModuleType("openvino_telemetry"))
