/** The networks that step down a trained field of experts. */
export const fieldsOfExperts = (): readonly string[] => ['field-of-experts'];
