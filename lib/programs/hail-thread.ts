import { answerQuestions } from '../common/worker-thread.js';
import { hailOutput } from '../masterd/iallocator/hail.js';

// Not a command: the master daemon runs this file as a thread.
answerQuestions(hailOutput);
