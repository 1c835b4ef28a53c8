"""The engines that write answers.

pip installs the package openvino_telemetry with OpenVINO. With it, importing OpenVINO sends a report to Google. This
file puts an empty module in its place, which prevents that.
"""

import sys
from types import ModuleType

sys.modules.setdefault("openvino_telemetry", ModuleType("openvino_telemetry"))
