#!/bin/sh
# identity.sh USER AUTHORIZED-KEYS: gives a fresh machine the SSH host key that Muster made for it, and the account that
# Muster logs in to. Run as root by Vagrant.
set -eu
user=$1
authorized=$2
umask 077

if [ -f /tmp/muster-host-key ]; then
    rm -f /etc/ssh/ssh_host_*
    cp /tmp/muster-host-key /etc/ssh/ssh_host_ed25519_key
    ssh-keygen -y -f /etc/ssh/ssh_host_ed25519_key >/etc/ssh/ssh_host_ed25519_key.pub
    rm -f /tmp/muster-host-key
    systemctl restart ssh 2>/dev/null || systemctl restart sshd
fi

id "$user" >/dev/null 2>&1 || useradd -m -s /bin/sh "$user"
home=$(getent passwd "$user" | cut -d : -f 6)
mkdir -p "$home/.ssh"
printf '%s\n' "$authorized" >"$home/.ssh/authorized_keys"
chown -R "$user:" "$home/.ssh"
printf '%s ALL=(ALL) NOPASSWD:ALL\n' "$user" >/etc/sudoers.d/muster.new
mv /etc/sudoers.d/muster.new /etc/sudoers.d/muster
