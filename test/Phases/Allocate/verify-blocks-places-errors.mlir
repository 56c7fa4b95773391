// RUN: ag-opt --ag-verify-workspace %s -verify-diagnostics=only-expected

// Each buffer of a block is inside the block's memory, at a valid offset.
#none = {arguments = [], parameters = [], results = [], symbols = []}
#block = #gpu.address_space<workgroup>
func.func private @shapes() {
  return
}
func.func private @bytes() -> index {
  %all = arith.constant 0 : index
  return %all : index
}

func.func @outside(%n: index, %v: f32, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  scf.forall (%b) in (10) {
    %memory = memref.alloca() {alignment = 64 : i64} : memref<128xi8, #block>
    %bytes = memref.memory_space_cast %memory : memref<128xi8, #block> to memref<128xi8>
    %c64 = arith.constant 64 : index
    // expected-error@+1 {{this buffer is at most bytes 64 to 132 of its block's memory of 128, expected it inside}}
    %a = memref.view %bytes[%c64][] : memref<128xi8> to memref<17xf32>
    linalg.fill ins(%v : f32) outs(%a : memref<17xf32>)
  } {mapping = [#gpu.block<x>]}
  return
}

func.func @unaligned(%n: index, %v: f32, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  scf.forall (%b) in (10) {
    %memory = memref.alloca() {alignment = 64 : i64} : memref<128xi8, #block>
    %bytes = memref.memory_space_cast %memory : memref<128xi8, #block> to memref<128xi8>
    %c4 = arith.constant 4 : index
    // expected-error@+1 {{this buffer begins at byte 4 of its block's memory, expected a multiple of 64}}
    %a = memref.view %bytes[%c4][] : memref<128xi8> to memref<f32>
    linalg.fill ins(%v : f32) outs(%a : memref<f32>)
  } {mapping = [#gpu.block<x>]}
  return
}

func.func @anywhere(%n: index, %v: f32, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  scf.forall (%b) in (10) {
    %memory = memref.alloca() {alignment = 64 : i64} : memref<128xi8, #block>
    %bytes = memref.memory_space_cast %memory : memref<128xi8, #block> to memref<128xi8>
    // expected-error@+1 {{it is not known where in its block's memory this buffer begins}}
    %a = memref.view %bytes[%b][] : memref<128xi8> to memref<f32>
    linalg.fill ins(%v : f32) outs(%a : memref<f32>)
  } {mapping = [#gpu.block<x>]}
  return
}

func.func @unbounded(%n: index, %v: f32, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  scf.forall (%b) in (10) {
    %memory = memref.alloca() {alignment = 64 : i64} : memref<128xi8, #block>
    %bytes = memref.memory_space_cast %memory : memref<128xi8, #block> to memref<128xi8>
    %c0 = arith.constant 0 : index
    // expected-error@+1 {{it is not proved that dynamic sizes of this buffer, in its block's memory, have bounds}}
    %a = memref.view %bytes[%c0][%n] : memref<128xi8> to memref<?xf32>
    linalg.fill ins(%v : f32) outs(%a : memref<?xf32>)
  } {mapping = [#gpu.block<x>]}
  return
}

func.func @huge(%n: index, %v: f32, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  scf.forall (%b) in (10) {
    %memory = memref.alloca() {alignment = 64 : i64} : memref<128xi8, #block>
    %bytes = memref.memory_space_cast %memory : memref<128xi8, #block> to memref<128xi8>
    %c0 = arith.constant 0 : index
    // expected-error@+1 {{this buffer may have 2^63 bytes or more, in its block's memory}}
    %a = memref.view %bytes[%c0][] : memref<128xi8> to memref<4611686018427387904x2xf32>
    linalg.fill ins(%v : f32) outs(%a : memref<4611686018427387904x2xf32>)
  } {mapping = [#gpu.block<x>]}
  return
}

func.func @uncast(%n: index, %v: i8, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  scf.forall (%b) in (10) {
    // expected-error@+1 {{a block's memory that has other uses than one memref.memory_space_cast}}
    %memory = memref.alloca() {alignment = 64 : i64} : memref<128xi8, #block>
    linalg.fill ins(%v : i8) outs(%memory : memref<128xi8, #block>)
  } {mapping = [#gpu.block<x>]}
  return
}

func.func @unviewed(%n: index, %v: i8, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  scf.forall (%b) in (10) {
    %memory = memref.alloca() {alignment = 64 : i64} : memref<128xi8, #block>
    %bytes = memref.memory_space_cast %memory : memref<128xi8, #block> to memref<128xi8>
    // expected-error@+1 {{uses a block's memory, in which only memref.view may create buffers}}
    linalg.fill ins(%v : i8) outs(%bytes : memref<128xi8>)
  } {mapping = [#gpu.block<x>]}
  return
}

func.func @plain(%n: index, %v: f32, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  scf.forall (%b) in (10) {
    // expected-error@+1 {{a block's memory that is not aligned to 64 bytes}}
    %memory = memref.alloca() : memref<128xi8, #block>
    %bytes = memref.memory_space_cast %memory : memref<128xi8, #block> to memref<128xi8>
    %c0 = arith.constant 0 : index
    %a = memref.view %bytes[%c0][] : memref<128xi8> to memref<f32>
    linalg.fill ins(%v : f32) outs(%a : memref<f32>)
  } {mapping = [#gpu.block<x>]}
  return
}
