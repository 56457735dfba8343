import { ht } from '@gnt/ht';
import { optional } from '../define.js';
import { cvErrorCode, diskTemplate, verifyOptionalCheck } from '../types/index.js';

export const pDebugSimulateErrors = optional(
  ht.bool,
  false,
  'Treat each check as failed, to see what every report looks like. For tests only.',
);
export const pErrorCodes = optional(
  ht.bool,
  false,
  'Print problems in a form for programs: severity, code, object type, object and text, separated by colons.',
);
export const pSkipChecks = optional(
  ht.list(verifyOptionalCheck),
  [],
  'Checks to leave out: nplusone_mem (memory for failover after the loss of a node) or hvparam_assessment (advice on hypervisor parameters).',
);
export const pIgnoreErrors = optional(
  ht.list(cvErrorCode),
  [],
  'Problems that count as warnings, so that they do not make the verification fail.',
);
export const pVerifyClutter = optional(
  ht.bool,
  false,
  "Also look for keys in the nodes' authorized_keys files that do not belong to the cluster.",
);
export const pIsStrict = optional(
  ht.bool,
  true,
  'Wait for the locks of all nodes and instances of the group, so that every disk is checked; otherwise only what is not locked by others is looked at.',
);
export const pDiskparams = optional(
  ht.maybe(ht.dict(ht.anyObject, diskTemplate)),
  null,
  'Disk parameters to set, per disk template.',
);
export const pIpolicy = optional(
  ht.maybe(ht.anyObject),
  null,
  'Instance policy: bounds and standard sizes of instances, allowed disk templates, ratios of processors and spindles.',
);
