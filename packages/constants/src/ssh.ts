// SSH: key kinds, files, set-up requests. Names and values are the original's.
export const SSH_CONFIG_DIR = '/etc/ssh';
export const SSH = 'ssh';
export const SSHAK_DSS = 'ssh-dss';
export const SSHAK_RSA = 'ssh-rsa';
export const SSHK_DSA = 'dsa';
export const SSHK_ECDSA = 'ecdsa';
export const SSHK_RSA = 'rsa';
export const SSHS_ADD = 'add';
export const SSHS_CLEAR = 'clear';
export const SSHS_CLUSTER_NAME = 'cluster_name';
export const SSHS_GENERATE = 'generate';
export const SSHS_MASTER_SUFFIX = '_master_tmp';
export const SSHS_MAX_RETRIES = 3;
export const SSHS_NODE_DAEMON_CERTIFICATE = 'node_daemon_certificate';
export const SSHS_OVERRIDE = 'override';
export const SSHS_REMOVE = 'remove';
export const SSHS_REPLACE_OR_ADD = 'replace_or_add';
export const SSHS_SSH_AUTHORIZED_KEYS = 'authorized_keys';
export const SSHS_SSH_HOST_KEY = 'ssh_host_key';
export const SSHS_SSH_KEY_BITS = 'ssh_key_bits';
export const SSHS_SSH_KEY_TYPE = 'ssh_key_type';
export const SSHS_SSH_PUBLIC_KEYS = 'public_keys';
export const SSHS_SSH_ROOT_KEY = 'ssh_root_key';
export const SSHS_SUFFIX = 'suffix';
export const SSH_CONSOLE_USER = 'root';
export const SSH_DEFAULT_KEY_BITS = 2048;
export const SSH_DEFAULT_KEY_TYPE = 'rsa';
export const SSH_HOST_DSA_PRIV = '/etc/ssh/ssh_host_dsa_key';
export const SSH_HOST_DSA_PUB = '/etc/ssh/ssh_host_dsa_key.pub';
export const SSH_HOST_ECDSA_PRIV = '/etc/ssh/ssh_host_ecdsa_key';
export const SSH_HOST_ECDSA_PUB = '/etc/ssh/ssh_host_ecdsa_key.pub';
export const SSH_HOST_RSA_PRIV = '/etc/ssh/ssh_host_rsa_key';
export const SSH_HOST_RSA_PUB = '/etc/ssh/ssh_host_rsa_key.pub';
export const SSH_LOGIN_USER = 'root';
export const SCP = 'scp';
export const SSHAK_ALL = [SSHAK_DSS, SSHAK_RSA] as const;
export const SSHK_ALL = [SSHK_DSA, SSHK_ECDSA, SSHK_RSA] as const;
export const SSHS_ACTIONS = [SSHS_ADD, SSHS_CLEAR, SSHS_OVERRIDE, SSHS_REMOVE, SSHS_REPLACE_OR_ADD] as const;
export const SSH_DAEMON_KEYFILES = {
  dsa: ['/etc/ssh/ssh_host_dsa_key', '/etc/ssh/ssh_host_dsa_key.pub'],
  ecdsa: ['/etc/ssh/ssh_host_ecdsa_key', '/etc/ssh/ssh_host_ecdsa_key.pub'],
  rsa: ['/etc/ssh/ssh_host_rsa_key', '/etc/ssh/ssh_host_rsa_key.pub'],
} as const;
