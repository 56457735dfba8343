/** Does the work and answers null, as calls without a result do. */
export async function done(work) {
    await work;
    return null;
}
