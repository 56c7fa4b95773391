// RUN: ag-opt --ag-outline-blocks --split-input-file --verify-diagnostics %s

func.func @steps(%x: memref<16xf32>, %v: f32) {
  // expected-error@+1 {{is not a loop over blocks of a GPU: expected a loop of one dimension, from 0 by 1}}
  scf.forall (%b) = (2) to (10) step (2) {
    memref.store %v, %x[%b] : memref<16xf32>
  } {mapping = [#gpu.block<x>]}
  return
}

// -----

func.func @inside(%x: memref<16xf32>, %v: f32) {
  scf.forall (%i) in (4) {
    // expected-error@+1 {{outside of other ones}}
    scf.forall (%b) in (16) {
      memref.store %v, %x[%b] : memref<16xf32>
    } {mapping = [#gpu.block<x>]}
  } {mapping = [#gpu.block<x>]}
  return
}

// -----

func.func @threads(%x: memref<16xf32>, %v: f32) {
  // expected-error@+1 {{is not a loop over blocks of a GPU}}
  scf.forall (%b) in (16) {
    memref.store %v, %x[%b] : memref<16xf32>
  } {mapping = [#gpu.thread<x>]}
  return
}

// -----

func.func @host(%x: memref<16xf32>, %v: f32) {
  %c0 = arith.constant 0 : index
  // expected-error@+1 {{'memref.store' op would run on the host, which has no access to a GPU's memory: expected it in a loop over blocks}}
  memref.store %v, %x[%c0] : memref<16xf32>
  return
}
