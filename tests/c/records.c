#include "records.h"

#define REC_SIZE(name)                                                                             \
    size_t name##_size(void)                                                                       \
    {                                                                                              \
        return sizeof(struct name);                                                                \
    }
#define REC_READ(name) void name##_read(const void *record, long long *out)
#define REC_WRITE(name) void name##_write(void *record, const long long *in)

REC_SIZE(rec_bits)
REC_READ(rec_bits)
{
    const struct rec_bits *r = record;
    out[0] = r->ready, out[1] = r->mode, out[2] = r->level, out[3] = r->behind;
}
REC_WRITE(rec_bits)
{
    struct rec_bits *r = record;
    r->ready = in[0], r->mode = in[1], r->level = in[2], r->behind = in[3];
}

REC_SIZE(rec_mixed)
REC_READ(rec_mixed)
{
    const struct rec_mixed *r = record;
    out[0] = r->head, out[1] = r->a, out[2] = r->b, out[3] = r->c, out[4] = r->on, out[5] = r->d;
    out[6] = r->tail;
}
REC_WRITE(rec_mixed)
{
    struct rec_mixed *r = record;
    r->head = in[0], r->a = in[1], r->b = in[2], r->c = in[3], r->on = in[4], r->d = in[5];
    r->tail = in[6];
}

REC_SIZE(rec_packed)
REC_READ(rec_packed)
{
    const struct rec_packed *r = record;
    out[0] = r->kind, out[1] = r->value, out[2] = r->low, out[3] = r->wide, out[4] = r->last;
}
REC_WRITE(rec_packed)
{
    struct rec_packed *r = record;
    r->kind = in[0], r->value = in[1], r->low = in[2], r->wide = in[3], r->last = in[4];
}

REC_SIZE(rec_pack2)
REC_READ(rec_pack2)
{
    const struct rec_pack2 *r = record;
    out[0] = r->a, out[1] = r->b, out[2] = r->c;
}
REC_WRITE(rec_pack2)
{
    struct rec_pack2 *r = record;
    r->a = in[0], r->b = in[1], r->c = in[2];
}

REC_SIZE(rec_aligned)
REC_READ(rec_aligned)
{
    const struct rec_aligned *r = record;
    out[0] = r->a, out[1] = r->b;
}
REC_WRITE(rec_aligned)
{
    struct rec_aligned *r = record;
    r->a = in[0], r->b = in[1];
}

REC_SIZE(rec_event)
REC_READ(rec_event)
{
    const struct rec_event *r = record;
    out[0] = r->kind, out[1] = r->x, out[2] = r->y, out[3] = r->after;
}
REC_WRITE(rec_event)
{
    struct rec_event *r = record;
    r->kind = in[0], r->x = in[1], r->y = in[2], r->after = in[3];
}

REC_SIZE(rec_outer)
REC_READ(rec_outer)
{
    const struct rec_outer *r = record;
    out[0] = r->first.a, out[1] = r->first.b, out[2] = r->pair[0].a, out[3] = r->pair[0].b;
    out[4] = r->pair[1].a, out[5] = r->pair[1].b, out[6] = r->last;
}
REC_WRITE(rec_outer)
{
    struct rec_outer *r = record;
    r->first.a = in[0], r->first.b = in[1], r->pair[0].a = in[2], r->pair[0].b = in[3];
    r->pair[1].a = in[4], r->pair[1].b = in[5], r->last = in[6];
}

size_t rec_number_size(void)
{
    return sizeof(union rec_number);
}

int rec_number_byte(const union rec_number *number, size_t index)
{
    return number->bytes[index];
}

int rec_nodes(const struct rec_node *node, int limit)
{
    int sum = 0;
    for (; node && limit > 0; node = node->next, limit--)
        sum = 10 * sum + node->value;
    return sum;
}

struct rec_node *rec_follow(struct rec_node *node, int steps)
{
    while (steps-- > 0)
        node = node->next;
    return node;
}

long rec_words_sum(const struct rec_words *words)
{
    long sum = 0;
    for (long i = 0; i < words->length; i++)
        sum += words->items[i];
    return sum;
}

size_t rec_words_span(const long *first, const long *end)
{
    return end - first;
}

size_t rec_message_text(void)
{
    return offsetof(struct rec_message, text);
}

void *rec_back(void *pointer)
{
    return pointer;
}

size_t rec_address(const int *item)
{
    return (size_t)item;
}
