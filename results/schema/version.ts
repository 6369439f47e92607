/** Raised by every change to the run record that an older reader would misread. */
export const schemaVersion = 2;
