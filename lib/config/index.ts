export { addressPoolError, configurationError, reservationError } from './errors.js';
export { initialConfig, type InitialCluster, type InitialNode } from './initial.js';
export type { ConfigSnapshot, ConfigStore, Immutable, ReservationOwner, Reservations } from './interface.js';
export { loadConfig, parseConfig, readConfigText, splitVersion, versionText } from './load.js';
export { macPrefixFault, randomMac } from './mac.js';
export { AddressPool, ip4FromNumber, ip4ToNumber } from './pool.js';
export * from './queries.js';
export { JournalConfigStore, type JournalStoreOptions } from './journal-store.js';
export { applyConfigRecord, CONFIG_KIND, parseConfigRecord, type ConfigRecord } from './record.js';
export { JobReservations } from './reservations.js';
export {
  concernsSsconf,
  sameSsconf,
  ssconfKeys,
  ssconfText,
  ssconfValues,
  writeSsconfFiles,
  type SsconfValues,
} from './ssconf.js';
export { FileConfigStore, writeConfig, type Distribute, type StoreOptions } from './store.js';
export { ConfigState } from './state.js';
export { configBytes, configDigest } from './text.js';
export { allDrbdSecrets, allIds, allLvs, allMacs, drbdId, drbdMinorsOf } from './usage.js';
export { ConfigView, type ConfigViewOptions } from './view.js';
export { verifyConfig } from './verify/index.js';
