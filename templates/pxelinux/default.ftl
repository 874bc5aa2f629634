# A machine that is no node of [=comment(cluster.name)] starts from its own disk.
DEFAULT local
PROMPT 0
TIMEOUT 10
LABEL local
  LOCALBOOT 0
