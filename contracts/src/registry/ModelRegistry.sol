// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AccessManagedUpgradeable
} from "@openzeppelin/contracts-upgradeable/access/manager/AccessManagedUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts-upgradeable/proxy/utils/UUPSUpgradeable.sol";
import {ERC721Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC721/ERC721Upgradeable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";
import {Assets} from "../common/Assets.sol";
import {IPredictionLog} from "./IPredictionLog.sol";

/// @title Models, their versions, their stake and their predictions
/// @notice A model is an NFT. Its versions are only added to. Its publisher commits, before each epoch (a day, UTC), one root over all
/// predictions for it, and reveals them afterwards; what is not revealed counts as a loss and costs a part of the stake.
/// @dev Upgradeable (UUPS) by the authority; storage is namespaced (ERC-7201).
/// A tree has exactly one place for each sequence number: a proof's length follows from the number of predictions and its turns
/// from the sequence, so nobody can commit two predictions in one place and reveal the better one.
contract ModelRegistry is
    IPredictionLog,
    ERC721Upgradeable,
    AccessManagedUpgradeable,
    UUPSUpgradeable,
    ReentrancyGuardTransient
{
    using BitMaps for BitMaps.BitMap;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    /// @notice One version of a model: the hash of what runs, the hash of what was found about it.
    struct Version {
        bytes32 artefactHash;
        bytes32 reportHash;
        uint64 addedAt;
    }

    /// @notice `publisher` commits and is nobody else's key; `leaving` is the part of `stake` asked back, free at `leavesAt`.
    struct Model {
        address publisher;
        uint64 slashedAt;
        uint128 stake;
        uint128 leaving;
        uint64 leavesAt;
    }

    /// @notice When something was said about a model, and when it was taken back.
    struct Attestation {
        uint64 madeAt;
        uint64 revokedAt;
    }

    struct Epoch {
        bytes32 root;
        uint32 revealed;
        bool closed;
        BitMaps.BitMap reveals;
    }

    /// @custom:storage-location erc7201:qca.storage.ModelRegistry
    struct Records {
        IERC20 stakeToken;
        address treasury;
        uint256 modelCount;
        mapping(uint256 modelId => Model) models;
        mapping(uint256 modelId => Version[]) versions;
        mapping(uint256 modelId => mapping(uint64 epoch => Epoch)) epochs;
        mapping(uint256 modelId => mapping(address attester => mapping(bytes32 statement => Attestation))) attestations;
    }

    bytes32 private constant RECORDS_SLOT =
        keccak256(abi.encode(uint256(keccak256("qca.storage.ModelRegistry")) - 1)) & ~bytes32(uint256(0xff));

    uint64 public constant EPOCH_SECONDS = 1 days;
    /// @notice Days after an epoch in which its predictions can be revealed.
    uint64 public constant REVEAL_SECONDS = 7 days;
    /// @notice How far ahead of its epoch a root may be committed.
    uint64 public constant AHEAD_SECONDS_MAX = 7 days;
    /// @notice Stake leaves later than any epoch committed before it was asked back can be closed.
    uint64 public constant UNBONDING_SECONDS = 21 days;
    /// @notice A judged slash takes at most half of the stake, and not again within a week.
    uint256 public constant SLASH_BPS_MAX = 5_000;
    uint64 public constant SLASH_PAUSE_SECONDS = 7 days;
    /// @notice Part of the stake that an epoch costs of which nothing is revealed; in proportion for less.
    uint256 public constant UNREVEALED_BPS = 1_000;
    /// @notice Bounds a proof to 20 hashes.
    uint32 public constant COUNT_MAX = 1 << 20;
    bytes32 private constant COUNT_MASK = bytes32(uint256(type(uint24).max));
    uint256 private constant BPS = 10_000;

    event ModelRegistered(uint256 indexed modelId, address indexed owner);
    event VersionAdded(uint256 indexed modelId, uint256 indexed version, bytes32 artefactHash, bytes32 reportHash);
    event PublisherSet(uint256 indexed modelId, address indexed publisher);
    event PredictionsCommitted(uint256 indexed modelId, uint64 indexed epoch, bytes32 root);
    event PredictionRevealed(
        uint256 indexed modelId, uint64 indexed epoch, uint32 indexed sequence, bytes payload, bytes32 salt
    );
    event EpochClosed(uint256 indexed modelId, uint64 indexed epoch, uint32 count, uint32 revealed, uint256 penalty);
    event Staked(uint256 indexed modelId, address indexed from, uint256 amount);
    event UnstakeRequested(uint256 indexed modelId, uint256 amount, uint64 leavesAt);
    event Unstaked(uint256 indexed modelId, address indexed to, uint256 amount);
    event Slashed(uint256 indexed modelId, uint256 amount, bytes32 reason);
    event Attested(uint256 indexed modelId, address indexed attester, bytes32 indexed statement);
    event AttestationRevoked(uint256 indexed modelId, address indexed attester, bytes32 indexed statement);
    event TreasurySet(address indexed treasury);

    error ZeroValue(string name);
    error NotModelOwner(uint256 modelId, address caller);
    error NotPublisher(uint256 modelId, address caller, address publisher);
    error EpochBegun(uint64 epoch, uint256 begunAt);
    error EpochTooFar(uint64 epoch, uint256 beginsAt, uint256 latest);
    error EpochCommitted(uint256 modelId, uint64 epoch, bytes32 root);
    error CountOutOfBounds(uint32 count, uint32 max);
    error OutsideRevealWindow(uint64 epoch, uint256 begins, uint256 ends);
    error RevealStillOpen(uint64 epoch, uint256 ends);
    error AlreadyRevealed(uint256 modelId, uint64 epoch, uint32 sequence);
    error NotCommitted(uint256 modelId, uint64 epoch);
    error EpochAlreadyClosed(uint256 modelId, uint64 epoch);
    error StakeTooLow(uint256 modelId, uint256 wanted, uint256 available);
    error StakeStillBound(uint256 modelId, uint256 leavesAt);
    error SlashTooHigh(uint256 modelId, uint256 amount, uint256 max);
    error SlashTooSoon(uint256 modelId, uint256 allowedAt);
    error AlreadyAttested(uint256 modelId, address attester, bytes32 statement);
    error NotAttested(uint256 modelId, address attester, bytes32 statement);

    modifier onlyModelOwner(uint256 modelId) {
        if (ownerOf(modelId) != msg.sender) revert NotModelOwner(modelId, msg.sender);
        _;
    }

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        _disableInitializers();
    }

    /// @notice Sets up the proxy, once.
    function initialize(address authority_, IERC20 stakeToken_, address treasury_) external initializer {
        __ERC721_init("Quantum Chain AI Model", "QCAM");
        __AccessManaged_init(authority_);
        if (address(stakeToken_) == address(0)) revert ZeroValue("stakeToken");
        _records().stakeToken = stakeToken_;
        _setTreasury(treasury_);
    }

    /// @notice Registers a model with its first version; the caller owns it and publishes for it.
    function registerModel(bytes32 artefactHash, bytes32 reportHash) external returns (uint256 modelId) {
        modelId = ++_records().modelCount;
        _mint(msg.sender, modelId);
        emit ModelRegistered(modelId, msg.sender);
        _addVersion(modelId, artefactHash, reportHash);
    }

    /// @notice Adds a version; those before it stay as they are.
    function addVersion(uint256 modelId, bytes32 artefactHash, bytes32 reportHash) external onlyModelOwner(modelId) {
        _addVersion(modelId, artefactHash, reportHash);
    }

    /// @notice Lets `publisher` commit predictions instead of who did. It can do nothing else.
    function setPublisher(uint256 modelId, address publisher) external onlyModelOwner(modelId) {
        _setPublisher(modelId, publisher);
    }

    /// @notice Commits the predictions of an epoch that has not begun, once. A leaf is `leafOf`, a node the hash of its two children
    /// in their order, empty places are zero, the depth is that of the smallest full tree with that many leaves.
    /// @param root The first 29 bytes of the tree's top, then the number of leaves in 3 bytes: each has its part of the score,
    /// revealed or not. 232 bits of a hash are as hard to forge as all of them.
    function commitEpoch(uint256 modelId, uint64 epoch, bytes32 root) external {
        Records storage records = _records();
        address publisher = records.models[modelId].publisher;
        if (msg.sender != publisher) revert NotPublisher(modelId, msg.sender, publisher);
        uint256 begins = epochStart(epoch);
        if (block.timestamp >= begins) revert EpochBegun(epoch, begins);
        if (begins - block.timestamp > AHEAD_SECONDS_MAX) {
            revert EpochTooFar(epoch, begins, block.timestamp + AHEAD_SECONDS_MAX);
        }
        uint32 count = _countIn(root);
        if (count == 0 || count > COUNT_MAX) revert CountOutOfBounds(count, COUNT_MAX);
        Epoch storage state = records.epochs[modelId][epoch];
        if (state.root != bytes32(0)) revert EpochCommitted(modelId, epoch, state.root);
        state.root = root;
        emit PredictionsCommitted(modelId, epoch, root);
    }

    /// @notice Reveals a prediction of an epoch that has begun. Anybody who can prove it may.
    function reveal(uint256 modelId, uint64 epoch, bytes calldata payload, Opening calldata opening) external {
        if (block.timestamp < epochStart(epoch) || block.timestamp > revealUntil(epoch)) {
            revert OutsideRevealWindow(epoch, epochStart(epoch), revealUntil(epoch));
        }
        // Without a salt a prediction can be guessed from its leaf: it was never secret.
        if (opening.salt == bytes32(0)) revert ZeroValue("salt");
        if (!isPrediction(modelId, epoch, payload, opening)) revert NotCommitted(modelId, epoch);
        Epoch storage state = _records().epochs[modelId][epoch];
        if (state.reveals.get(opening.sequence)) revert AlreadyRevealed(modelId, epoch, opening.sequence);
        state.reveals.set(opening.sequence);
        ++state.revealed;
        emit PredictionRevealed(modelId, epoch, opening.sequence, payload, opening.salt);
    }

    /// @notice Closes an epoch when its time to reveal is over. Anybody may, once; what stayed hidden costs its part of the stake,
    /// rounded down.
    function closeEpoch(uint256 modelId, uint64 epoch) external nonReentrant returns (uint256 penalty) {
        if (block.timestamp <= revealUntil(epoch)) revert RevealStillOpen(epoch, revealUntil(epoch));
        Records storage records = _records();
        Epoch storage state = records.epochs[modelId][epoch];
        uint32 count = _countIn(state.root);
        if (count == 0) revert NotCommitted(modelId, epoch);
        if (state.closed) revert EpochAlreadyClosed(modelId, epoch);
        state.closed = true;
        uint256 hidden = count - state.revealed;
        penalty = Math.mulDiv(records.models[modelId].stake, UNREVEALED_BPS * hidden, BPS * count);
        emit EpochClosed(modelId, epoch, count, state.revealed, penalty);
        _takeStake(modelId, penalty, records.treasury);
    }

    /// @notice Puts `amount` behind a model. It then belongs to the model, and so to whoever owns it.
    function stake(uint256 modelId, uint256 amount) external onlyModelOwner(modelId) nonReentrant {
        Records storage records = _records();
        records.models[modelId].stake += amount.toUint128();
        emit Staked(modelId, msg.sender, amount);
        Assets.pull(address(records.stakeToken), 0, msg.sender, amount);
    }

    /// @notice Asks back `amount` of the stake, instead of what was asked before. Until it has left it can be slashed.
    function requestUnstake(uint256 modelId, uint256 amount) external onlyModelOwner(modelId) {
        Model storage model = _records().models[modelId];
        if (amount > model.stake) revert StakeTooLow(modelId, amount, model.stake);
        model.leaving = amount.toUint128();
        model.leavesAt = (block.timestamp + UNBONDING_SECONDS).toUint64();
        emit UnstakeRequested(modelId, amount, model.leavesAt);
    }

    /// @notice Pays out what was asked back and is still there.
    function unstake(uint256 modelId, address to)
        external
        onlyModelOwner(modelId)
        nonReentrant
        returns (uint256 amount)
    {
        Model storage model = _records().models[modelId];
        if (block.timestamp < model.leavesAt) revert StakeStillBound(modelId, model.leavesAt);
        amount = Math.min(model.leaving, model.stake);
        if (amount == 0) revert StakeTooLow(modelId, model.leaving, model.stake);
        model.leaving = 0;
        emit Unstaked(modelId, to, amount);
        _takeStake(modelId, amount, to);
    }

    /// @notice Takes `amount` of a model's stake for the treasury: never more than half of it, nor twice within a week.
    function slash(uint256 modelId, uint256 amount, bytes32 reason) external restricted nonReentrant {
        Records storage records = _records();
        Model storage model = records.models[modelId];
        uint256 max = (uint256(model.stake) * SLASH_BPS_MAX) / BPS;
        if (amount > max) revert SlashTooHigh(modelId, amount, max);
        uint256 allowedAt = uint256(model.slashedAt) + SLASH_PAUSE_SECONDS;
        if (block.timestamp < allowedAt) revert SlashTooSoon(modelId, allowedAt);
        model.slashedAt = block.timestamp.toUint64();
        emit Slashed(modelId, amount, reason);
        _takeStake(modelId, amount, records.treasury);
    }

    /// @notice Says `statement` (the hash of a document) about a model, once. Only those the authority allows.
    function attest(uint256 modelId, bytes32 statement) external restricted {
        _requireOwned(modelId);
        Attestation storage made = _records().attestations[modelId][msg.sender][statement];
        if (made.madeAt != 0) revert AlreadyAttested(modelId, msg.sender, statement);
        made.madeAt = block.timestamp.toUint64();
        emit Attested(modelId, msg.sender, statement);
    }

    /// @notice Takes back what the caller said. That it was said stays on record.
    function revokeAttestation(uint256 modelId, bytes32 statement) external {
        Attestation storage made = _records().attestations[modelId][msg.sender][statement];
        if (made.madeAt == 0 || made.revokedAt != 0) revert NotAttested(modelId, msg.sender, statement);
        made.revokedAt = block.timestamp.toUint64();
        emit AttestationRevoked(modelId, msg.sender, statement);
    }

    /// @notice Sets who receives what is slashed.
    function setTreasury(address treasury_) external restricted {
        _setTreasury(treasury_);
    }

    /// @inheritdoc IPredictionLog
    function rootOf(uint256 modelId, uint64 epoch) external view returns (bytes32) {
        return _records().epochs[modelId][epoch].root;
    }

    /// @inheritdoc IPredictionLog
    function countOf(uint256 modelId, uint64 epoch) external view returns (uint32) {
        return _countIn(_records().epochs[modelId][epoch].root);
    }

    /// @inheritdoc IPredictionLog
    function isPrediction(uint256 modelId, uint64 epoch, bytes calldata payload, Opening calldata opening)
        public
        view
        returns (bool)
    {
        bytes32 root = _records().epochs[modelId][epoch].root;
        uint32 count = _countIn(root);
        uint256 depth = opening.proof.length;
        if (opening.sequence >= count || depth != Math.log2(count, Math.Rounding.Ceil)) return false;
        bytes32 node = leafOf(modelId, epoch, opening.sequence, payload, opening.salt);
        for (uint256 level = 0; level < depth; ++level) {
            bytes32 sibling = opening.proof[level];
            node = (opening.sequence >> level) & 1 == 0
                ? Hashes.efficientKeccak256(node, sibling)
                : Hashes.efficientKeccak256(sibling, node);
        }
        return root == (node & ~COUNT_MASK) | bytes32(uint256(count));
    }

    /// @inheritdoc IPredictionLog
    function isRevealed(uint256 modelId, uint64 epoch, uint32 sequence) external view returns (bool) {
        return _records().epochs[modelId][epoch].reveals.get(sequence);
    }

    /// @notice How many predictions of an epoch were revealed, and whether it was closed.
    function epochState(uint256 modelId, uint64 epoch) external view returns (uint32 revealed, bool closed) {
        Epoch storage state = _records().epochs[modelId][epoch];
        return (state.revealed, state.closed);
    }

    /// @notice The leaf of a prediction: binds chain, registry, model, epoch, place, content and salt. Hashed twice, so that no
    /// inner node can pass for one.
    function leafOf(uint256 modelId, uint64 epoch, uint32 sequence, bytes calldata payload, bytes32 salt)
        public
        view
        returns (bytes32)
    {
        bytes32 inner =
            keccak256(abi.encode(block.chainid, address(this), modelId, epoch, sequence, keccak256(payload), salt));
        return keccak256(bytes.concat(inner));
    }

    /// @notice The publisher and the stake of a model.
    function modelState(uint256 modelId) external view returns (Model memory) {
        return _records().models[modelId];
    }

    /// @notice A version of a model, counted from zero.
    function versionAt(uint256 modelId, uint256 index) external view returns (Version memory) {
        return _records().versions[modelId][index];
    }

    /// @notice The number of versions of a model.
    function versionCount(uint256 modelId) external view returns (uint256) {
        return _records().versions[modelId].length;
    }

    /// @notice When `attester` made and revoked a statement about a model; zeros for never.
    function attestation(uint256 modelId, address attester, bytes32 statement)
        external
        view
        returns (Attestation memory)
    {
        return _records().attestations[modelId][attester][statement];
    }

    /// @notice The token that stakes are held in.
    function stakeToken() external view returns (IERC20) {
        return _records().stakeToken;
    }

    /// @notice Who receives what is slashed.
    function treasury() external view returns (address) {
        return _records().treasury;
    }

    /// @inheritdoc IPredictionLog
    function epochStart(uint64 epoch) public pure returns (uint256) {
        // 64 bits of days in seconds fit; every commitment pays for this line.
        unchecked {
            return uint256(epoch) * EPOCH_SECONDS;
        }
    }

    /// @inheritdoc IPredictionLog
    function revealUntil(uint64 epoch) public pure returns (uint256) {
        return epochStart(epoch) + EPOCH_SECONDS + REVEAL_SECONDS;
    }

    function _addVersion(uint256 modelId, bytes32 artefactHash, bytes32 reportHash) private {
        if (artefactHash == bytes32(0)) revert ZeroValue("artefactHash");
        Version[] storage versions = _records().versions[modelId];
        emit VersionAdded(modelId, versions.length, artefactHash, reportHash);
        versions.push(Version(artefactHash, reportHash, block.timestamp.toUint64()));
    }

    function _setPublisher(uint256 modelId, address publisher) private {
        _records().models[modelId].publisher = publisher;
        emit PublisherSet(modelId, publisher);
    }

    function _setTreasury(address treasury_) private {
        if (treasury_ == address(0)) revert ZeroValue("treasury");
        _records().treasury = treasury_;
        emit TreasurySet(treasury_);
    }

    /// @dev Checked subtraction: nothing leaves that is not this model's.
    function _takeStake(uint256 modelId, uint256 amount, address to) private {
        Records storage records = _records();
        records.models[modelId].stake -= amount.toUint128();
        if (amount != 0) records.stakeToken.safeTransfer(to, amount);
    }

    /// @dev A model that changes hands takes nobody's publisher with it.
    function _update(address to, uint256 modelId, address auth) internal override returns (address from) {
        from = super._update(to, modelId, auth);
        _setPublisher(modelId, to);
    }

    function _authorizeUpgrade(address) internal override restricted {}

    /// @dev A tree's top alone does not tell how many leaves it has, so the root says it.
    function _countIn(bytes32 root) private pure returns (uint32) {
        // forge-lint: disable-next-line(unsafe-typecast) The mask leaves 24 bits.
        return uint32(uint256(root & COUNT_MASK));
    }

    function _records() private pure returns (Records storage records) {
        bytes32 slot = RECORDS_SLOT;
        assembly ("memory-safe") {
            records.slot := slot
        }
    }
}
