package org.sideheap.testkit.mutants;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sideheap.testkit.Backend;
import org.sideheap.testkit.Backends;
import org.sideheap.testkit.CollectionContract.Argument;
import org.sideheap.testkit.CollectionProperty;
import org.sideheap.testkit.ContractViolation;
import org.sideheap.testkit.LongListContract;
import org.sideheap.testkit.RequestKind;

/** How a contract is said, and what its programs do. */
@Tag("once")
class CollectionContractTest {
    private static final Backend FREE_LIST = Backends.named("free list");

    @Test
    void asksHowTheContentsAreSeen() {
        final LongListContract<PlainList> contract =
                LongListContract.<PlainList>of(PlainList::new).add(PlainList::add);
        assertEquals(
                "say size(...) and get(...) of the list, so that its contents can be seen",
                assertThrows(IllegalStateException.class, contract::verify).getMessage());
    }

    @Test
    void asksForAnOperation() {
        assertTrue(assertThrows(IllegalStateException.class, () -> LongListContract.<PlainList>of(PlainList::new)
                        .size(PlainList::count)
                        .verify())
                .getMessage()
                .startsWith("the contract has no operations"));
    }

    @Test
    void namesTheOperationsThereAre() {
        final LongListContract<PlainList> contract = contract();
        assertEquals(
                "there is no operation ad with 1 arguments, there are [get, add, reopen, other]",
                assertThrows(IllegalArgumentException.class, () -> contract.program()
                                .step("ad", 7))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> contract.program().step("add"));
        assertThrows(IllegalArgumentException.class, () -> contract.program().step("reopen", 1));
        assertThrows(IllegalArgumentException.class, () -> contract.often("ad"));
        assertThrows(IllegalArgumentException.class, () -> contract.add(PlainList::add));
        assertThrows(IllegalArgumentException.class, () -> contract.program().failing(RequestKind.ALLOCATE, 0));
    }

    @Test
    void runsTheStepsOfAProgramInOrder() {
        final List<String> seen = new ArrayList<>();
        contract()
                .action(
                        "note",
                        Argument.VALUE,
                        (list, value) -> seen.add("note " + value + " of " + list.count()),
                        (model, value) -> {})
                .program()
                .step("note", Long.MIN_VALUE)
                .step("get", 5)
                .step("add", 1)
                .step("note", 2)
                .step("reopen")
                .step("note", 3)
                .runOn(FREE_LIST, 4096, 64);
        assertEquals(List.of("note -9223372036854775808 of 0", "note 2 of 1", "note 3 of 0"), seen);
    }

    @Test
    void failsTheRequestsThatAProgramSays() {
        final List<Long> counts = new ArrayList<>();
        contract()
                .action("look", list -> counts.add(list.count()), model -> {})
                .program()
                .step("add", 1)
                .step("add", 2)
                .failing(RequestKind.REALLOCATE, 1)
                .step("add", 3)
                .step("look")
                .failing(RequestKind.REALLOCATE, 2)
                .step("add", 3)
                .step("look")
                .failing(RequestKind.ALLOCATE, 1)
                .step("reopen")
                .step("look")
                .runOn(Backends.named("pages"), 4096, 64);
        assertEquals(3, counts.size());
        assertEquals(0, counts.get(2));
    }

    @Test
    void printsAProgramAsJava() {
        assertEquals(
                """
                contract.program()
                        .step("add", Long.MIN_VALUE)
                        .step("add", Long.MAX_VALUE - 1)
                        .failing(RequestKind.RESIZE, 2)
                        .step("add", 4294967296L)
                        .step("reopen")""",
                contract()
                        .program()
                        .step("add", Long.MIN_VALUE)
                        .step("add", Long.MAX_VALUE - 1)
                        .failing(RequestKind.RESIZE, 2)
                        .step("add", 1L << 32)
                        .step("reopen")
                        .toString());
    }

    @Test
    void aSeedIsAlwaysTheSameProgram() {
        final List<List<Long>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            final List<Long> seen = new ArrayList<>();
            contract()
                    .action("note", Argument.KEY, (list, key) -> seen.add(key), (model, key) -> {})
                    .verifyProgram(FREE_LIST, 42, 200);
            runs.add(seen);
        }
        assertTrue(runs.get(0).size() > 10, runs::toString);
        assertEquals(runs.get(0), runs.get(1));
    }

    @Test
    void neverTriesAValueThatStandsForNone() {
        contract()
                .neverWith(3)
                .action("note", Argument.VALUE, (list, value) -> assertTrue(value != 3), (model, value) -> {})
                .verifyProgram(FREE_LIST, 1, 1000);
    }

    @Test
    void comparesAnswersWhateverTheirType() {
        final LongListContract<PlainList> contract = contract()
                .function("int", list -> 7, model -> 7L)
                .function("array", list -> new long[] {1, 2}, model -> new long[] {1, 2})
                .function("wrong", list -> new long[] {1, 2}, model -> new long[] {1, 3});
        assertDoesNotThrow(() -> contract.program().step("int").step("array").runOn(FREE_LIST, 4096, 64));
        final ContractViolation violation = assertThrows(
                ContractViolation.class, () -> contract.program().step("wrong").runOn(FREE_LIST, 4096, 64));
        assertEquals(CollectionProperty.ANSWERS, violation.property());
        assertEquals("wrong() answered [1, 2], the model [1, 3]", violation.detail());
    }

    @Test
    void saysThatItIsTheModelThatFails() {
        final LongListContract<PlainList> contract = contract().action("bad", list -> {}, model -> model.get(100));
        final IllegalStateException failure = assertThrows(
                IllegalStateException.class,
                () -> contract.program().step("bad").runOn(FREE_LIST, 4096, 64));
        assertTrue(failure.getMessage().startsWith("operation bad(0, 0) on the model [] threw"), failure.getMessage());
    }

    @Test
    void runsOutOfMemoryLikeAnyOther() {
        final LongListContract<PlainList> contract = contract().openedWith(20, 20);
        for (final Backend backend : Backends.all()) {
            for (long seed = 0; seed < 20; seed++) {
                contract.verifyProgram(backend, seed);
            }
        }
    }

    private static LongListContract<PlainList> contract() {
        return LongListContract.<PlainList>of(PlainList::new)
                .size(PlainList::count)
                .get(PlainList::get)
                .add(PlainList::add);
    }
}
