export { JournalCorrupted, JournalUnavailable } from './errors.js';
export { Journal, type Appended, type JournalOptions } from './journal.js';
export { comparePositions, isAtLeast, ORIGIN, positionText, type Position } from './position.js';
export { decodeRecord, encodeRecord, type JournalRecord } from './record.js';
