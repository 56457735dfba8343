import { ELOG_MESSAGE, ELOG_MESSAGE_LIST } from '@gnt/constants';
import type { Feedback } from '../cmdlib/base.js';

/** Lines of a unit in the shape in which the original writes them and clients show them. */
export function feedbackTo(append: (kind: string, value: unknown) => void): Feedback {
  const say = (message: string): void => {
    append(ELOG_MESSAGE, message);
  };
  return {
    say,
    info: (message) => {
      say(` - INFO: ${message}`);
    },
    warn: (message, hint) => {
      if (message !== '') say(` - WARNING: ${message}`);
      if (hint !== undefined) say(`      Hint: ${hint}`);
    },
    step: (current, total, message) => {
      say(`STEP ${String(current)}/${String(total)} ${message}`);
    },
    lines: (messages) => {
      append(ELOG_MESSAGE_LIST, messages);
    },
    entry: append,
  };
}
