import { SOCAT_ESCAPE_CODE, SOCAT_PATH, VNC_BASE_PORT } from '@gnt/constants';
import type { WireInstance } from '@gnt/protocol';
import type { ConsoleInfo, ConsoleNode } from '../interface.js';
import { ParamReader } from '../params.js';
import type { KvmFiles } from './files.js';

/** How to reach a guest's console: its serial line, else VNC, else SPICE. */
export function consoleInfo(instance: WireInstance, node: ConsoleNode, files: KvmFiles, wrapper: string): ConsoleInfo {
  const { name } = instance;
  const hvp = new ParamReader(node.hvparams);
  const port = instance.network_port ?? 0;
  if (hvp.flag('serial_console')) {
    const command = [
      ...[wrapper, SOCAT_PATH, name, files.socket(files.control(name, 'monitor'))],
      ...[
        `STDIO,raw,echo=0,escape=${SOCAT_ESCAPE_CODE}`,
        `UNIX-CONNECT:${files.socket(files.control(name, 'serial'))}`,
      ],
    ];
    const sshPort = node.ssh_port === undefined ? {} : { port: node.ssh_port };
    return { instance: name, kind: 'ssh', host: node.name, ...sshPort, user: 'root', command };
  }
  const vnc = hvp.text('vnc_bind_address');
  if (vnc !== '' && port > VNC_BASE_PORT) {
    const host = vnc.startsWith('/') ? files.local(vnc) : vnc;
    return { instance: name, kind: 'vnc', host, port, display: port - VNC_BASE_PORT };
  }
  const spice = hvp.text('spice_bind');
  if (spice !== '') return { instance: name, kind: 'spice', host: spice, port };
  return { instance: name, kind: 'msg', message: `No serial shell for instance ${name}` };
}
