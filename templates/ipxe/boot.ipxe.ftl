#!ipxe
chain --replace [=ipxe(cluster.boot_url)]/ipxe/${net0/mac:hexhyp}.ipxe || exit 1
