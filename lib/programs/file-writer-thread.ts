import { writeQuickly } from '../common/threaded-files.js';
import { answerQuestions } from '../common/worker-thread.js';

// Not a command: daemons run this file as a thread.
answerQuestions(writeQuickly);
