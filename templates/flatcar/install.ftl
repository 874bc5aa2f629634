<#assign unit>
[Unit]
Description=Install to [=systemd(node.disk)] and start from there
Requires=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart=/usr/bin/flatcar-install -d [=systemd(node.disk)] -i /opt/muster/ignition.json
ExecStart=/usr/bin/systemctl --no-block reboot

[Install]
WantedBy=multi-user.target
</#assign>
{
  "ignition": {"version": "3.3.0"},
  "storage": {
    "files": [
      {
        "path": "/opt/muster/ignition.json", "mode": 384, "overwrite": true,
        "contents": {"source": [=json(data_url(installed))]}
      }
    ]
  },
  "systemd": {
    "units": [
      {"name": "muster-install.service", "enabled": true, "contents": [=json(unit)]}
    ]
  }
}
