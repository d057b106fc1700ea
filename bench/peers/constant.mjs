// The floor under a refusal: it answers 401 without looking.
export default { fetch: () => new Response(null, { status: 401 }) };
