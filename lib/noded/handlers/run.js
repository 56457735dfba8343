import { runHooks } from '../backend/run/hooks.js';
import { runAllocator } from '../backend/run/iallocator.js';
import { runOob } from '../backend/run/oob.js';
import { runRestrictedCommand } from '../backend/run/restricted-command.js';
import { NodeError } from '../errors.js';
import { done } from './types.js';
/** Calls that run programs here. */
export const runHandlers = {
    hooks_runner: ({ hpath, phase, env }, ctx) => runHooks(ctx, hpath, phase, env),
    iallocator_runner: ({ name, idata, default_iallocator_params }, ctx) => runAllocator(ctx, name, idata, default_iallocator_params),
    restricted_command: ({ cmd }, ctx) => runRestrictedCommand(ctx, cmd),
    run_oob: ({ oob_program, command, remote_node, timeout }, ctx) => runOob(ctx, oob_program, command, remote_node, timeout),
    test_delay: ({ duration }, ctx) => {
        if (duration < 0)
            throw new NodeError('Invalid sleep duration');
        return done(ctx.clock.sleep(duration * 1000));
    },
};
