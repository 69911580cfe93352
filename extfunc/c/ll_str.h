/* Operations on strings of bytes. */
struct rffi_bytes *ll_str_lower(const char *text, size_t length);
struct rffi_bytes *ll_str_upper(const char *text, size_t length);
ptrdiff_t ll_str_find(const char *text, size_t length, const char *part, size_t part_length);
struct rffi_bytes *ll_str_replace(const char *text, size_t length,
                                  const char *part, size_t part_length,
                                  const char *other, size_t other_length);
