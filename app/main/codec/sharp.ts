/** sharp as this app uses it: nothing cached by path, since session files come and go. */
import sharp from 'sharp';

sharp.cache(false);

export { sharp };
