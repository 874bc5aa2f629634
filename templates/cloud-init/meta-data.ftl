instance-id: [=yaml("muster-" + node.name)]
local-hostname: [=yaml(node.hostname)]
