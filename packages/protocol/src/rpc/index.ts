export * from './calls.js';
export * from './codec.js';
export * from './compress.js';
export * from './define.js';
export type {
  BlockDevStatus,
  Compressed,
  HypervisorInfo,
  ImportExportStatus,
  InstanceConsole,
  InstanceInfo,
  MigrationStatus,
  StorageInfo,
  StorageUnit,
  WireDisk,
  WireInstance,
  WireNic,
} from './payloads.js';
