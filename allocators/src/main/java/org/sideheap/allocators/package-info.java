/** Allocators. */
package org.sideheap.allocators;
