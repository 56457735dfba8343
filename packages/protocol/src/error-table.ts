/** What a class of error carries and whose subclass it is. */
export interface ErrorRow {
  /** The class it extends; null for the root and for the two that stand aside. */
  readonly parent: string | null;
  /** Names of its arguments in wire order. */
  readonly args: readonly string[];
  /** What RAPI answers when a request ends in it; 500 when absent (lib/rapi/baserlib.py, lib/server/rapi.py of the original). */
  readonly http?: number;
  /** What a command exits with; 1 when absent (lib/cli.py of the original). */
  readonly exit?: number;
}

const message = { parent: 'GenericError', args: ['message'] } as const;
const CONFIGURATION_EXIT = 2;

/** The original's exception classes (lib/errors.py) by name. The class name is what travels. */
export const ERRORS = {
  GenericError: { parent: null, args: ['message'] },
  AddressPoolError: message,
  BlockDeviceError: message,
  CommandError: message,
  ConfdClientError: message,
  ConfdMagicError: message,
  ConfigurationError: { ...message, exit: CONFIGURATION_EXIT },
  ConfigVerifyError: { parent: 'ConfigurationError', args: ['message', 'errors'], exit: CONFIGURATION_EXIT },
  ConfigVersionMismatch: { parent: 'ConfigurationError', args: ['expected', 'actual'], exit: CONFIGURATION_EXIT },
  DeviceCreationError: { parent: 'GenericError', args: ['message', 'created_devices'] },
  FileStoragePathError: message,
  HooksFailure: message,
  HooksAbort: { parent: 'HooksFailure', args: ['results'] },
  HypervisorError: message,
  HotplugError: { parent: 'HypervisorError', args: ['message'] },
  InotifyError: message,
  IPAddressError: message,
  JobCanceled: message,
  JobFileCorrupted: message,
  JobLost: message,
  JobQueueError: message,
  JobQueueDrainError: { parent: 'JobQueueError', args: ['message'], http: 503 },
  JobQueueFull: { parent: 'JobQueueError', args: [], http: 503 },
  JobSubmittedException: { parent: null, args: ['job_id'], exit: 0 },
  LockError: message,
  PidFileLockError: { parent: 'LockError', args: ['message'] },
  LuxiError: message,
  NoCtypesError: message,
  OpCodeUnknown: message,
  OpExecError: message,
  OpPrereqError: { parent: 'GenericError', args: ['message', 'ecode'] },
  OpResultError: message,
  OpRetryNotSupportedError: message,
  ParameterError: message,
  ParseError: message,
  QueryFilterParseError: { parent: 'ParseError', args: ['message'] },
  ProgrammerError: message,
  QuitGanetiException: { parent: null, args: ['success', 'message'] },
  RapiTestResult: message,
  RemoteError: message,
  ReservationError: message,
  ResolverError: { parent: 'GenericError', args: ['hostname', 'code', 'message'] },
  ResultValidationError: message,
  SignatureError: message,
  SshUpdateError: message,
  StorageError: message,
  TagError: message,
  TypeEnforcementError: message,
  UdpDataSizeError: message,
  UnitParseError: message,
  X509CertError: { parent: 'GenericError', args: ['file', 'message'] },
  // What a LUXI client makes up itself when the connection fails (lib/rpc/errors.py of the original).
  ProtocolError: { parent: 'LuxiError', args: ['message'], http: 502 },
  ConnectionClosedError: { parent: 'ProtocolError', args: ['message'], http: 502 },
  TimeoutError: { parent: 'ProtocolError', args: ['message'], http: 504 },
  RequestError: { parent: 'ProtocolError', args: ['message'], http: 502 },
  NoMasterError: { parent: 'ProtocolError', args: ['message'], http: 502 },
  PermissionError: { parent: 'ProtocolError', args: ['message'] },
} as const satisfies Readonly<Record<string, ErrorRow>>;

/** The name of an error class of the original. */
export type ErrorClass = keyof typeof ERRORS;

/** Whether a string names a class of the table. */
export function isErrorClass(name: string): name is ErrorClass {
  return Object.hasOwn(ERRORS, name);
}
