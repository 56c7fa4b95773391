// RUN: ag-opt --ag-verify-workspace %s -verify-diagnostics=only-expected

// The proof of each block's own memory finds wrong plans.
#none = {arguments = [], parameters = [], results = [], symbols = []}
#block = #gpu.address_space<workgroup>
func.func private @shapes() {
  return
}
func.func private @bytes() -> index {
  %all = arith.constant 0 : index
  return %all : index
}

// %c has the memory of %a, which is no longer needed. At its largest, %a ends where %f begins.
func.func @right(%n: index, %v: f32, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  scf.forall (%b) in (10) {
    %memory = memref.alloca() {alignment = 64 : i64} : memref<128xi8, #block>
    %bytes = memref.memory_space_cast %memory : memref<128xi8, #block> to memref<128xi8>
    %c0 = arith.constant 0 : index
    %c64 = arith.constant 64 : index
    %size = affine.min affine_map<(d0)[s0] -> (16, s0 - d0 * 16)>(%b)[%n]
    %a = memref.view %bytes[%c0][%size] : memref<128xi8> to memref<?xf32>
    linalg.fill ins(%v : f32) outs(%a : memref<?xf32>)
    %f = memref.view %bytes[%c64][] : memref<128xi8> to memref<4x4xf32>
    linalg.fill ins(%v : f32) outs(%f : memref<4x4xf32>)
    linalg.fill ins(%v : f32) outs(%a : memref<?xf32>)
    %c = memref.view %bytes[%c0][%size] : memref<128xi8> to memref<?xf32>
    linalg.fill ins(%v : f32) outs(%c : memref<?xf32>)
    linalg.fill ins(%v : f32) outs(%f : memref<4x4xf32>)
  } {mapping = [#gpu.block<x>]}
  return
}

// With one more element, %a overlaps the start of %f.
func.func @overlap(%n: index, %v: f32, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  scf.forall (%b) in (10) {
    %memory = memref.alloca() {alignment = 64 : i64} : memref<128xi8, #block>
    %bytes = memref.memory_space_cast %memory : memref<128xi8, #block> to memref<128xi8>
    %c0 = arith.constant 0 : index
    %c64 = arith.constant 64 : index
    %size = affine.min affine_map<(d0)[s0] -> (17, s0 - d0 * 17)>(%b)[%n]
    // expected-note@+1 {{the other one}}
    %a = memref.view %bytes[%c0][%size] : memref<128xi8> to memref<?xf32>
    linalg.fill ins(%v : f32) outs(%a : memref<?xf32>)
    // expected-error@+1 {{this buffer is at most bytes 64 to 128 of its block's memory, and another one, which is needed at the same time, bytes 0 to 68: they overlap}}
    %f = memref.view %bytes[%c64][] : memref<128xi8> to memref<4x4xf32>
    // expected-note@+1 {{both are needed here}}
    linalg.fill ins(%v : f32) outs(%f : memref<4x4xf32>)
    linalg.fill ins(%v : f32) outs(%a : memref<?xf32>)
  } {mapping = [#gpu.block<x>]}
  return
}

// %f overlaps a buffer that the next iteration needs.
func.func @later(%n: index, %v: f32, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c1 = arith.constant 1 : index
  scf.forall (%b) in (10) {
    %memory = memref.alloca() {alignment = 64 : i64} : memref<64xi8, #block>
    %bytes = memref.memory_space_cast %memory : memref<64xi8, #block> to memref<64xi8>
    %c0 = arith.constant 0 : index
    // expected-note@+1 {{the other one}}
    %a = memref.view %bytes[%c0][] : memref<64xi8> to memref<16xf32>
    scf.for %i = %c0 to %n step %c1 {
      linalg.fill ins(%v : f32) outs(%a : memref<16xf32>)
      // expected-error@+1 {{this buffer is at most bytes 0 to 64 of its block's memory}}
      %f = memref.view %bytes[%c0][] : memref<64xi8> to memref<16xf32>
      // expected-note@+1 {{both are needed here}}
      linalg.fill ins(%v : f32) outs(%f : memref<16xf32>)
    }
  } {mapping = [#gpu.block<x>]}
  return
}

func.func @several(%n: index, %v: f32, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.forall (%b) in (10) {
    %memory = memref.alloca() {alignment = 64 : i64} : memref<128xi8, #block>
    %bytes = memref.memory_space_cast %memory : memref<128xi8, #block> to memref<128xi8>
    scf.parallel (%i) = (%c0) to (%n) step (%c1) {
      // expected-error@+1 {{this buffer is allocated several times at once by 'scf.parallel', at one position in its block's memory}}
      %a = memref.view %bytes[%c0][] : memref<128xi8> to memref<f32>
      linalg.fill ins(%v : f32) outs(%a : memref<f32>)
    }
  } {mapping = [#gpu.block<x>]}
  return
}

// Each iteration needs the previous one's buffer, at whose position it allocates its own.
func.func @stale(%n: index, %v: f32, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.forall (%b) in (10) {
    %memory = memref.alloca() {alignment = 64 : i64} : memref<128xi8, #block>
    %bytes = memref.memory_space_cast %memory : memref<128xi8, #block> to memref<128xi8>
    %c64 = arith.constant 64 : index
    %first = memref.view %bytes[%c64][] : memref<128xi8> to memref<f32>
    linalg.fill ins(%v : f32) outs(%first : memref<f32>)
    %last = scf.for %i = %c0 to %n step %c1 iter_args(%before = %first) -> memref<f32> {
      // expected-error@+1 {{each iteration allocates this buffer at the position of the previous one, which is still needed}}
      %a = memref.view %bytes[%c0][] : memref<128xi8> to memref<f32>
      // expected-note@+1 {{needed here}}
      linalg.copy ins(%before : memref<f32>) outs(%a : memref<f32>)
      scf.yield %a : memref<f32>
    }
  } {mapping = [#gpu.block<x>]}
  return
}
