package org.sideheap.allocators;

import static org.sideheap.allocators.AddressMath.checkPreservedBytes;
import static org.sideheap.allocators.AddressMath.checkRequest;
import static org.sideheap.allocators.Memory.NULL_ADDRESS;

import java.util.ArrayList;
import java.util.List;

/**
 * The context's allocator of the moment, whichever that is; each block remembers which it was, and goes back there.
 *
 * <p>What an allocator falls back to when none is named. Keeps no memory of its own.
 */
final class ContextAllocator implements Allocator, AllocatorContext.Request {
    /*
     * A block is preceded by the index of its provider:
     *
     *   provider's block                         address
     *   v                                        v
     *   +-------------+--------------------------+----------+
     *   | unused      | index into providers, 8  | byteSize |
     *   +-------------+--------------------------+----------+
     *   |<------ max(8, byteAlignment) --------->|
     *
     * Invariant: a provider stays at its index while any of its blocks is live.
     */

    private static final long HEADER_BYTE_SIZE = Long.BYTES;

    /** Whom it is the fallback of. */
    private final RoutingAllocator asking;

    private final List<Provider> providers = new ArrayList<>();
    private final Dependants dependants = new Dependants();
    private final Usage usage = new Usage();

    /** While the context is asked, which may lead back here. */
    private boolean isAsking;

    /** While the providers are asked whose an address is, likewise. */
    private boolean isAsked;

    ContextAllocator(RoutingAllocator asking) {
        this.asking = asking;
    }

    @Override
    public long tryAllocate(long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        if (isAsking) {
            return AllocatorContext.declineAsItCameRound();
        }
        isAsking = true;
        try {
            final long address = AllocatorContext.tryAllocate(this, byteSize, byteAlignment);
            if (address == NULL_ADDRESS) {
                usage.declined();
            }
            return address;
        } finally {
            isAsking = false;
        }
    }

    @Override
    public long tryAllocateFrom(Allocator allocator, long byteSize, long byteAlignment) {
        final long prefix = prefixByteSize(byteAlignment);
        if (byteSize > Long.MAX_VALUE - prefix) {
            return NULL_ADDRESS;
        }
        final long block = allocator.tryAllocate(prefix + byteSize, prefixAlignment(byteAlignment));
        if (block == NULL_ADDRESS) {
            return NULL_ADDRESS;
        }
        if (asking.first.owns(block)) {
            // From an allocator that itself stands on the one that asks: whose the block is could not be told from it.
            allocator.free(block, prefix + byteSize, prefixAlignment(byteAlignment));
            return AllocatorContext.declineAsItCameRound();
        }
        final int index = indexOfProvider(allocator);
        providers.get(index).liveCount++;
        usage.allocated(byteSize);
        final long address = block + prefix;
        Memory.putLong(address - HEADER_BYTE_SIZE, index);
        return address;
    }

    @Override
    public boolean tryResize(long address, long oldByteSize, long newByteSize, long byteAlignment) {
        checkRequest(oldByteSize, byteAlignment);
        checkRequest(newByteSize, byteAlignment);
        final long prefix = prefixByteSize(byteAlignment);
        final boolean resized = newByteSize <= Long.MAX_VALUE - prefix
                && providerOf(address)
                        .allocator
                        .tryResize(
                                address - prefix,
                                prefix + oldByteSize,
                                prefix + newByteSize,
                                prefixAlignment(byteAlignment));
        if (resized) {
            usage.grew(newByteSize - oldByteSize);
        }
        return resized;
    }

    /** Moves the block within its provider if that has room, and else to the context's allocator of now. */
    @Override
    public long tryReallocate(
            long address, long oldByteSize, long newByteSize, long byteAlignment, long preservedBytes) {
        checkRequest(oldByteSize, byteAlignment);
        checkRequest(newByteSize, byteAlignment);
        checkPreservedBytes(preservedBytes, oldByteSize);
        final long prefix = prefixByteSize(byteAlignment);
        if (newByteSize > Long.MAX_VALUE - prefix) {
            usage.declined();
            return NULL_ADDRESS;
        }
        final long block = providerOf(address)
                .allocator
                .tryReallocate(
                        address - prefix,
                        prefix + oldByteSize,
                        prefix + newByteSize,
                        prefixAlignment(byteAlignment),
                        prefix + preservedBytes);
        if (block != NULL_ADDRESS) {
            usage.grew(newByteSize - oldByteSize);
            return block + prefix;
        }
        return Allocator.super.tryReallocate(address, oldByteSize, newByteSize, byteAlignment, preservedBytes);
    }

    @Override
    public void free(long address, long byteSize, long byteAlignment) {
        checkRequest(byteSize, byteAlignment);
        final Provider provider = providerOf(address);
        final long prefix = prefixByteSize(byteAlignment);
        provider.allocator.free(address - prefix, prefix + byteSize, prefixAlignment(byteAlignment));
        provider.liveCount--;
        usage.freed(byteSize);
    }

    @Override
    public boolean owns(long address) {
        if (isAsked) {
            return false;
        }
        isAsked = true;
        try {
            for (int i = 0; i < providers.size(); i++) {
                if (providers.get(i).allocator.owns(address)) {
                    return true;
                }
            }
            return false;
        } finally {
            isAsked = false;
        }
    }

    @Override
    public AllocatorStats stats() {
        return usage.stats(usage.usedBytes(), AllocatorStats.UNKNOWN);
    }

    @Override
    public void register(Dependant dependant) {
        dependants.add(dependant);
    }

    @Override
    public void close() {
        providers.forEach(Provider::unregister);
    }

    private static long prefixByteSize(long byteAlignment) {
        return Math.max(HEADER_BYTE_SIZE, byteAlignment);
    }

    /** The prefix is a multiple of it, so that what follows the prefix is aligned as well. */
    private static long prefixAlignment(long byteAlignment) {
        return prefixByteSize(byteAlignment);
    }

    private Provider providerOf(long address) {
        final boolean mayBeBlock =
                usage.liveCount() > 0 && address > HEADER_BYTE_SIZE && AddressMath.isAligned(address, HEADER_BYTE_SIZE);
        final long index = mayBeBlock ? Memory.getLong(address - HEADER_BYTE_SIZE) : -1;
        if (index < 0 || index >= providers.size() || providers.get((int) index).liveCount == 0) {
            throw new IllegalArgumentException(
                    "address " + address + " is no live block of " + asking + ", nor of an allocator it fell back to");
        }
        return providers.get((int) index);
    }

    private int indexOfProvider(Allocator allocator) {
        int index = providers.size();
        for (int i = 0; i < providers.size(); i++) {
            final Provider provider = providers.get(i);
            if (provider.allocator == allocator) {
                provider.ensureRegistered();
                return i;
            }
            if (provider.liveCount == 0) {
                index = i;
            }
        }
        final Provider provider = new Provider(allocator);
        provider.ensureRegistered();
        if (index == providers.size()) {
            providers.add(provider);
        } else {
            providers.set(index, provider).unregister();
        }
        return index;
    }

    /** An allocator that gave blocks, and the place among its dependants of those who have them. */
    private final class Provider extends Source {
        /** Blocks given and not freed. */
        long liveCount;

        Provider(Allocator allocator) {
            super(ContextAllocator.this.dependants, allocator, asking.first);
        }

        /** Of a region, all blocks are gone then, those of nobody's too. */
        @Override
        protected void close(long fromAddress, long toAddress, String cause) {
            super.close(fromAddress, toAddress, cause);
            if (allocator instanceof RegionAllocator) {
                liveCount = 0;
            }
        }
    }
}
