/** Calls about OS definitions. */
export const osHandlers = {
    os_diagnose: (_args, ctx) => ctx.os.diagnose(),
    os_validate: ({ required, name, checks, params, force_variant }, ctx) => ctx.os.validate(required, name, checks, params, force_variant),
};
