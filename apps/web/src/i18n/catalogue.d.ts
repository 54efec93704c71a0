import type en from '../../messages/en.json';

// The compiler then knows every key.
declare module 'use-intl' {
  interface AppConfig {
    Messages: typeof en;
    Locale: 'en' | 'ar';
  }
}
