import { DT_FILE, DT_SHARED_FILE } from '@gnt/constants';
import { createRegistry, type Registry } from '../registry.js';
import { FileStorage, type FileStorageDependencies } from './file/driver.js';
import type { Storage } from './interface.js';

/** The storage drivers of this node by disk template. Diskless instances have no disks and so need no driver. */
export function createStorages(deps: FileStorageDependencies): Registry<Storage> {
  return createRegistry<Storage>('Disk template', {
    [DT_FILE]: new FileStorage(DT_FILE, deps),
    [DT_SHARED_FILE]: new FileStorage(DT_SHARED_FILE, deps),
  });
}
