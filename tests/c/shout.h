struct rffi_bytes *tests_shout(const char *text, const char *mark, size_t mark_length, int times,
                               double scale, _Bool loud);
