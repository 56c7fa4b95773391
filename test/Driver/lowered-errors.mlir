// A lowered program has to agree with its ag.signature, and only the runtime may call its entries.
// RUN: split-file %s %t
// RUN: not ag-compile %t/takes.mlir -o %t/takes.o 2>&1 | FileCheck %s --check-prefix=TAKES
// RUN: not ag-compile %t/gives.mlir -o %t/gives.o 2>&1 | FileCheck %s --check-prefix=GIVES
// RUN: not ag-compile %t/demands.mlir -o %t/demands.o 2>&1 | FileCheck %s --check-prefix=DEMANDS
// RUN: not ag-compile %t/empty.mlir -o %t/empty.o 2>&1 | FileCheck %s --check-prefix=EMPTY
// RUN: not ag-compile %t/called.mlir -o %t/called.o 2>&1 | FileCheck %s --check-prefix=CALLED

// TAKES: takes.mlir:4:3: error: its arguments are not those that its ag.signature says
// GIVES: gives.mlir:4:3: error: has no function @ag.f.shapes beside it, which gives 1 sizes for 0 symbols
// DEMANDS: demands.mlir:5:3: error: has no function @ag.f.demands beside it, which gives 0 sizes for 0 symbols
// EMPTY: empty.mlir:4:3: error: has an ag.signature, and no body to run
// CALLED: called.mlir:10:10: error: refers to the entry @f, which only its callers may; expected a private function that is inlined

//--- takes.mlir
module attributes {ag.phase = "lower", ag.target = {kind = "cpu", march = "x86-64-v3", threads = 1 : i64}} {
  llvm.func @ag.f.shapes(!llvm.ptr, !llvm.ptr, i64, i64, i64)
  llvm.func @ag.f.workspace() -> i64
  llvm.func @ag.f(%y: !llvm.ptr, %y1: !llvm.ptr, %y2: i64, %y3: i64, %y4: i64, %context: !llvm.ptr) -> i32
      attributes {ag.signature = {symbols = [], arguments = [], parameters = [], results = [["y", f32, [4]]]}} {
    %0 = llvm.mlir.constant(0 : i32) : i32
    llvm.return %0 : i32
  }
}

//--- gives.mlir
module attributes {ag.phase = "lower", ag.target = {kind = "cpu", march = "x86-64-v3", threads = 1 : i64}} {
  llvm.func @ag.f.shapes() -> i64
  llvm.func @ag.f.workspace() -> i64
  llvm.func @ag.f(%y: !llvm.ptr, %y1: !llvm.ptr, %y2: i64, %y3: i64, %y4: i64, %w: !llvm.ptr, %w1: !llvm.ptr, %w2: i64, %w3: i64, %w4: i64, %context: !llvm.ptr) -> i32
      attributes {ag.signature = {symbols = [], arguments = [], parameters = [], results = [["y", f32, [4]]]}} {
    %0 = llvm.mlir.constant(0 : i32) : i32
    llvm.return %0 : i32
  }
}

//--- demands.mlir
module attributes {ag.phase = "lower", ag.target = {kind = "cpu", march = "x86-64-v3", threads = 1 : i64}} {
  llvm.func @ag.f.shapes(!llvm.ptr, !llvm.ptr, i64, i64, i64)
  llvm.func @ag.f.workspace() -> i64
  llvm.func @ag.f.demands() -> i32
  llvm.func @ag.f(%y: !llvm.ptr, %y1: !llvm.ptr, %y2: i64, %y3: i64, %y4: i64, %w: !llvm.ptr, %w1: !llvm.ptr, %w2: i64, %w3: i64, %w4: i64, %context: !llvm.ptr) -> i32
      attributes {ag.signature = {symbols = [], arguments = [], parameters = [], results = [["y", f32, [4]]]}} {
    %0 = llvm.mlir.constant(0 : i32) : i32
    llvm.return %0 : i32
  }
}

//--- empty.mlir
module attributes {ag.phase = "lower", ag.target = {kind = "cpu", march = "x86-64-v3", threads = 1 : i64}} {
  llvm.func @ag.f.shapes(!llvm.ptr, !llvm.ptr, i64, i64, i64)
  llvm.func @ag.f.workspace() -> i64
  llvm.func @ag.f(!llvm.ptr, !llvm.ptr, i64, i64, i64, !llvm.ptr, !llvm.ptr, i64, i64, i64, !llvm.ptr) -> i32
      attributes {ag.signature = {symbols = [], arguments = [], parameters = [], results = [["y", f32, [4]]]}}
}

//--- called.mlir
module attributes {ag.phase = "lower", ag.target = {kind = "cpu", march = "x86-64-v3", threads = 1 : i64}} {
  llvm.func @ag.f.shapes(!llvm.ptr, !llvm.ptr, i64, i64, i64)
  llvm.func @ag.f.workspace() -> i64
  llvm.func @ag.f(%y: !llvm.ptr, %y1: !llvm.ptr, %y2: i64, %y3: i64, %y4: i64, %w: !llvm.ptr, %w1: !llvm.ptr, %w2: i64, %w3: i64, %w4: i64, %context: !llvm.ptr) -> i32
      attributes {ag.signature = {symbols = [], arguments = [], parameters = [], results = [["y", f32, [4]]]}} {
    %0 = llvm.mlir.constant(0 : i32) : i32
    llvm.return %0 : i32
  }
  llvm.func @g() -> !llvm.ptr {
    %0 = llvm.mlir.addressof @ag.f : !llvm.ptr
    llvm.return %0 : !llvm.ptr
  }
}
